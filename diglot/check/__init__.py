"""Checks that read the finished files back; each returns Problems and changes nothing."""

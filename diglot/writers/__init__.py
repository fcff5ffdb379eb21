"""The table of writers: a format is a module and one line here."""

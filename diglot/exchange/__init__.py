"""Term bases to and from the formats of others; `formats` lists them."""

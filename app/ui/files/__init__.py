"""What the files page consists of: what is given to it, the reading, the table of results."""

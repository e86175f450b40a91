"""What the draw page consists of: the paper, the pen, the ink, its tools."""

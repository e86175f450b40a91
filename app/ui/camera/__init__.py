"""What the camera page consists of: the picture, its source, what is said when there is none."""

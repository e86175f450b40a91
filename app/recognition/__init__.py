"""What a picture means: ink, segmentation, preprocessing, decision. numpy and OpenCV only; opens no files."""

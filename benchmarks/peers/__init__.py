"""What the door is compared with; each is packaged and run by itself."""

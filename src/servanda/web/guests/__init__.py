"""The door for one outside person to one matter."""

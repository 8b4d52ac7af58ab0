"""Taking a step: its form, who will see it, clearance, the moment of undo."""

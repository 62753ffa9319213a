"""Ground floor: what every package stands on. Knows no business."""

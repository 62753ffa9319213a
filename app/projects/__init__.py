"""The project from first hint to full output: entity, activities, lists, board, detail."""

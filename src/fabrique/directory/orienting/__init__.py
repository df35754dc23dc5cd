"""« Orienter »: four short questions for a professional, three places for a person. Nothing is kept."""

"""Screenshots, video, steps, replay and proof."""

"""One person's leg: muscle volumes, paths, force curves, and the shape that a tape goes round."""

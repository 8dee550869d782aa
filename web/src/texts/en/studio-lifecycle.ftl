# The studio.

# O estúdio.

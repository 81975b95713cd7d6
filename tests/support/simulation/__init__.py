"""Whole histories of delivery in memory, from one seed: several workers, and all that can happen.

Every worker runs the real service. It stops at every port call that others can notice, and the
history decides who goes on, who dies there, who sleeps past its lease, and what the server does.
"""

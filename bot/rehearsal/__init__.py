"""A stand-in for Teams on this machine."""

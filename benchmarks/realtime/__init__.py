"""The local Realtime server: how soon a commit is heard, how many it serves, how fast it lets clients in."""

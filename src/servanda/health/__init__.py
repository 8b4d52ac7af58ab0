"""Is this node well? Every answer is found out anew, by doing the work that it speaks of."""

"""The portal's pages and its API: thin edges around `Portal`. No script is needed and none is served."""

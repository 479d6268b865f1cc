"""Charts as data: each takes numbers and returns a `Drawing`, which becomes SVG in any palette."""

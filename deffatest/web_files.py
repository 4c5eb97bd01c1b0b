"""The files of a web bundle: which ones a site is made of, and how a server calls them.

Inspection refuses what is not here, and the run serves what is, so both know the same list.
"""

from pathlib import PurePosixPath

TEXT_TYPES = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "cjs": "text/javascript",
    "jsx": "text/javascript",
    "ts": "text/plain",
    "tsx": "text/plain",
    "vue": "text/plain",
    "scss": "text/plain",
    "sass": "text/plain",
    "less": "text/plain",
    "json": "application/json",
    "json5": "text/plain",
    "jsonld": "application/ld+json",
    "geojson": "application/geo+json",
    "topojson": "application/json",
    "webmanifest": "application/manifest+json",
    "map": "application/json",
    "xml": "application/xml",
    "xsl": "application/xml",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "yaml": "text/plain",
    "yml": "text/plain",
    "toml": "text/plain",
    "svg": "image/svg+xml",
    "vtt": "text/vtt",
    "srt": "text/plain",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "glsl": "text/plain",
    "vert": "text/plain",
    "frag": "text/plain",
    "wgsl": "text/plain",
    "obj": "text/plain",
    "mtl": "text/plain",
    "gltf": "model/gltf+json",
    "hbs": "text/plain",
    "mustache": "text/plain",
    "htc": "text/x-component",
}
BINARY_TYPES = {
    "png": "image/png",
    "apng": "image/apng",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "jxl": "image/jxl",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
    "cur": "image/x-icon",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "ktx2": "image/ktx2",
    "basis": "application/octet-stream",
    "hdr": "application/octet-stream",
    "exr": "application/octet-stream",
    "glb": "model/gltf-binary",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "weba": "audio/webm",
    "mid": "audio/midi",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "wasm": "application/wasm",
    "pdf": "application/pdf",
    "bin": "application/octet-stream",
    "data": "application/octet-stream",
    "dat": "application/octet-stream",
    "pak": "application/octet-stream",
    "pck": "application/octet-stream",
    "mem": "application/octet-stream",
    "onnx": "application/octet-stream",
    "tflite": "application/octet-stream",
    "pbf": "application/x-protobuf",
    "br": "application/octet-stream",
    "gz": "application/gzip",
}
# Files that sites have beside their pages, with no ending of their own.
PLAIN_NAMES = {
    *("license", "licence", "notice", "copying", "authors", "readme", "changelog", "cname", "version", "_headers"),
    *("_redirects", ".nojekyll", ".htaccess", ".gitkeep", ".keep", "apple-app-site-association", ".well-known"),
}
LITTER_FOLDERS = {"__macosx", ".git", ".svn", ".hg", ".idea", ".vscode"}
LITTER_NAMES = {".ds_store", "thumbs.db", "desktop.ini", ".gitignore", ".gitattributes", ".npmignore", ".editorconfig"}


def ending(path: str) -> str:
    """What follows the last dot of the name, in small letters; empty without one."""
    return PurePosixPath(path).suffix.removeprefix(".").lower()


def is_litter(path: str) -> bool:
    """Whether a path is what file managers and version control leave behind: no part of the site, silently left out."""
    *folders, name = path.lower().split("/")
    return name in LITTER_NAMES or name.startswith("._") or any(folder in LITTER_FOLDERS for folder in folders)


def belongs_to_a_site(path: str) -> bool:
    """Whether a site serves files that are called so."""
    *folders, name = path.lower().split("/")
    if ending(name) in ("gz", "br"):  # compressed beforehand, beside the file itself
        name = name.rpartition(".")[0]
        return ending(name) in TEXT_TYPES.keys() | BINARY_TYPES.keys() - {"gz", "br"}
    known = ending(name) in TEXT_TYPES or ending(name) in BINARY_TYPES
    return known or name in PLAIN_NAMES or ".well-known" in folders


def content_type(path: str) -> str:
    """As a server says it, texts in UTF-8."""
    kind = ending(path)
    if kind in TEXT_TYPES:
        return f"{TEXT_TYPES[kind]}; charset=utf-8"
    if kind in BINARY_TYPES:
        return BINARY_TYPES[kind]
    return "text/plain; charset=utf-8" if path.rpartition("/")[2].lower() in PLAIN_NAMES else "application/octet-stream"

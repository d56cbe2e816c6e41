"""What MkDocs does besides, while it builds the site."""

from mkdocs.utils import get_relative_url

# The plugin `offline` would fetch this from elsewhere.
SHIM = "https://unpkg.com/iframe-worker/shim"


def on_post_page(output, page, config):
    """Points a page at our own script for the search from a folder."""
    ours = get_relative_url("search_from_folder.js", page.url)
    return output.replace(SHIM, ours)


def on_post_template(output_content, template_name, config):
    """Does the same for pages without a source, such as 404.html."""
    return output_content.replace(SHIM, "search_from_folder.js")

"""MkDocs hooks: build steps of our own."""

from mkdocs.utils import get_relative_url

# The plugin `offline` would load this from another host.
SHIM = "https://unpkg.com/iframe-worker/shim"


def on_post_page(output, page, config):
    """Makes a page use our own script, so that search works from disk."""
    ours = get_relative_url("search_from_folder.js", page.url)
    return output.replace(SHIM, ours)


def on_post_template(output_content, template_name, config):
    """Does the same for pages without a source, such as 404.html."""
    return output_content.replace(SHIM, "search_from_folder.js")

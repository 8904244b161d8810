"""How `make playground` serves the playground: Voila reads this file."""


def let_the_page_free_its_kernel(handler, notebook, cwd):
    """Give the page the token without which the server refuses what it asks for on leaving.

    Voila's page sends it along if it has it as a cookie, but nothing else sets one.
    """
    handler.xsrf_token  # tornado sets the cookie when it is looked at  # noqa: B018


c = get_config()  # noqa: F821
c.VoilaConfiguration.prelaunch_hook = let_the_page_free_its_kernel
# A page that ends without a word, as on a phone, leaves its kernel to this.
c.MappingKernelManager.cull_idle_timeout = 300  # seconds since it did anything, with no page
c.MappingKernelManager.cull_interval = 60

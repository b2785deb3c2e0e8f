"""Every text of the pages, one file a language; dashboard.i18n reads them."""

/// A real Chromium for tests, driven by ChromeDriver's W3C protocol.
///
/// In: a page's address, scripts. Out: what the page says, its picture, its console, what it asked of whom. Never:
/// what the page means. Start reading at {@link io.fairlead.testing.browser.Browser}.
@NullMarked
package io.fairlead.testing.browser;

import org.jspecify.annotations.NullMarked;

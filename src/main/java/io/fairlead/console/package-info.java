/// The console: pages for people on port 20001, and what they read. Nothing of it changes anything.
///
/// In: HTTP requests; [io.fairlead.console.Api]s that other rooms give. Out: files of the class path, answers of those.
/// Never: a file of the disk, an address of another machine, a change. Start reading at
/// [io.fairlead.console.ConsoleServer]; a page is a file in `resources/io/fairlead/console/pages` with a line in
/// `shell.js`.
@NullMarked
package io.fairlead.console;

import org.jspecify.annotations.NullMarked;

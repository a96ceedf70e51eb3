/// The part of Go's `text/template` that our own charts use: actions, pipelines, variables, named templates, and the
/// functions of [io.fairlead.install.template.Functions].
///
/// In: texts of templates, and a tree of values. Out: text, or a [io.fairlead.install.template.TemplateException] with
/// file and line. Never: files, clocks, chance, the network; whatever isn't known here is an error, not left out.
/// Start reading at [io.fairlead.install.template.Templates].
@NullMarked
package io.fairlead.install.template;

import org.jspecify.annotations.NullMarked;

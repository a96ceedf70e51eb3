package io.fairlead.install.template;

/// Where something stands in a template.
///
/// @param line from 1
record Place(String file, int line) {

    TemplateException error(String what) {
        return new TemplateException(this, what);
    }
}

package io.fairlead.install.template;

/// A template can't be read, or can't be carried out with these values. The message begins with file and line.
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateException(Place place, String what) {
        super("%s:%d: %s".formatted(place.file(), place.line(), what));
    }
}

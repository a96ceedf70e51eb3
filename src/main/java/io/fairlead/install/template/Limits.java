package io.fairlead.install.template;

/// What a template may ask of us.
///
/// @param textCharsMax length of a template
/// @param actionsMax actions in a template
/// @param depthMax nesting of actions, of parentheses, and of templates that include each other
/// @param outputCharsMax what a template makes
/// @param stepsMax actions carried out for one result
record Limits(int textCharsMax, int actionsMax, int depthMax, int outputCharsMax, int stepsMax) {
    static final Limits DEFAULT = new Limits(1 << 20, 10_000, 50, 8 << 20, 1_000_000);
}

package io.fairlead.minicluster.images;

import java.util.regex.Pattern;

/// A pattern for image names: `*` for any text, `?` for one character, `{a,b,}` for one of several texts.
record Glob(Pattern pattern) {

    static Glob of(String text) {
        StringBuilder regex = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '{' -> {
                    depth++;
                    regex.append("(?:");
                }
                case '}' -> {
                    depth--;
                    regex.append(')');
                }
                case ',' -> regex.append(depth > 0 ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("unbalanced braces in image pattern " + text);
        }
        return new Glob(Pattern.compile(regex.toString()));
    }

    boolean matches(String image) {
        return pattern.matcher(image).matches();
    }
}

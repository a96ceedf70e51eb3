package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.rewrite.HeaderEditor;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What changes in a head between its two sides: headers taken away, headers put at the end, another path, another
/// authority. Reused; a request without changes of its own makes no objects here.
public final class Edits implements HeaderEditor, HeadWriter.Dropped {

    private static final int FIRST = 8;

    private @Nullable Head head;
    private long skip;
    private String[] names = new String[FIRST];
    private String[] values = new String[FIRST];
    private int count;
    private String[] dropped = new String[FIRST];
    private int droppedCount;
    private @Nullable String path;
    private @Nullable String authority;

    /// Begins with a head as it is.
    void of(Head next) {
        head = next;
        skip = 0;
        count = 0;
        droppedCount = 0;
        path = null;
        authority = null;
    }

    /// Headers of the head that are left out, as a set of [HeadWriter#set].
    public long skip() {
        return skip;
    }

    /// How many headers are put at the end.
    public int count() {
        return count;
    }

    /// The name of added header `i`, in lower case.
    public String name(int i) {
        return names[i];
    }

    public String value(int i) {
        return values[i];
    }

    /// The path to send instead of that of the head, or null.
    public @Nullable String path() {
        return path;
    }

    /// The authority to send instead of that of the head, or null.
    public @Nullable String authority() {
        return authority;
    }

    /// Leaves out a set of headers that the proxy knows.
    void skip(long set) {
        skip |= set;
    }

    /// Leaves out a header that the proxy knows.
    void skip(KnownHeader header) {
        skip |= 1L << header.id();
    }

    /// Puts a header at the end. Its name is in lower case, both were validated.
    void put(String name, String value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        names[count] = name;
        values[count++] = value;
    }

    /// Puts a header in place of every other of its name: of the head, or put by a rule.
    void replace(KnownHeader header, String name, String value) {
        skip(header);
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                values[i] = value;
                return;
            }
        }
        put(name, value);
    }

    @Override
    public boolean has(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < count; i++) {
            if (names[i].equals(lower)) {
                return true;
            }
        }
        Head of = head;
        return of != null && of.find(lower, 0) >= 0 && !isDropped(lower);
    }

    private boolean isDropped(String lower) {
        KnownHeader known = KnownHeader.of(lower);
        if (known != KnownHeader.OTHER) {
            return (skip >>> known.id() & 1) != 0;
        }
        for (int i = 0; i < droppedCount; i++) {
            if (dropped[i].equals(lower)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void add(String name, CharSequence value) {
        put(name.toLowerCase(Locale.ROOT), clean(value));
    }

    @Override
    public void set(String name, CharSequence value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("host")) {
            authority(value);
            return;
        }
        remove(lower);
        put(lower, clean(value));
    }

    @Override
    public void remove(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!names[i].equals(lower)) {
                names[kept] = names[i];
                values[kept++] = values[i];
            }
        }
        count = kept;
        KnownHeader known = KnownHeader.of(lower);
        if (known == KnownHeader.HOST) {
            return;
        }
        if (known != KnownHeader.OTHER) {
            skip(known);
        } else if (!isDropped(lower)) {
            if (droppedCount == dropped.length) {
                dropped = Arrays.copyOf(dropped, droppedCount * 2);
            }
            dropped[droppedCount++] = lower;
        }
    }

    @Override
    public void path(CharSequence pathAndQuery) {
        path = clean(pathAndQuery).replace(' ', '+');
    }

    @Override
    public void authority(CharSequence next) {
        authority = clean(next);
    }

    /// A value made from configuration or from other headers can never end a line.
    private static String clean(CharSequence value) {
        String text = value.toString();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return text.replaceAll("[^\\t\\x20-\\x7e\\x80-\\xff]", " ");
            }
        }
        return text;
    }

    @Override
    public boolean drops(Head of, int i) {
        for (int d = 0; d < droppedCount; d++) {
            if (of.matches(of.nameStart(i), of.nameEnd(i), dropped[d])) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean none() {
        return droppedCount == 0;
    }
}

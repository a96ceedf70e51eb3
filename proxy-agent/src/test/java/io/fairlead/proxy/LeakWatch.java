package io.fairlead.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Follows every buffer of a class of tests, and fails if one was lost. Afterwards buffers cost no more than before:
/// the records of a watched buffer are many times as large as what tests that measure memory look for.
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {

    /// Each collection may free what the one before has only found.
    private static final int COLLECTIONS = 3;

    private final List<String> lost = new CopyOnWriteArrayList<>();
    private Level before = Level.SIMPLE;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = ResourceLeakDetector.getLevel();
        collect();
        ResourceLeakDetector.setLevel(Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> lost.add(type + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        collect();
        ByteBufUtil.setLeakListener(null);
        ResourceLeakDetector.setLevel(before);
        assertThat(lost).as("buffers that nobody released").isEmpty();
    }

    /// What is lost is heard of when it has been collected and the next buffer is made.
    private static void collect() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer().release();
        }
    }
}

package io.fairlead.fleetman;

import io.fairlead.fleetman.bootstrap.Fleet;
import io.fairlead.fleetman.bootstrap.Logs;
import io.fairlead.fleetman.bootstrap.Settings;
import io.fairlead.fleetman.bootstrap.Training;
import java.util.concurrent.CountDownLatch;

/// Starts one service of the fleet: `java -jar fairlead-fleetman.jar [ROLE]`, or the role by `FLEETMAN_ROLE`.
public final class Main {

    private Main() {}

    /// @param args a role, or nothing; `train` exercises all roles in this process and ends, to make an AOT cache
    public static void main(String[] args) throws InterruptedException {
        Logs.configure();
        // Read once, when the first name is looked up: a Service that goes must go from here too.
        System.setProperty("sun.net.inetaddr.ttl", "2");
        System.setProperty("sun.net.inetaddr.negative.ttl", "0");
        String word = args.length == 0 ? "" : args[0];
        if (word.equals("train")) {
            Training.run();
            System.exit(0);
        }
        Settings settings;
        try {
            settings = Settings.parse(word, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("fleetman: " + e.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Fleet fleet = new Fleet(settings);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> {
                                    fleet.close();
                                    stopped.countDown();
                                }));
        fleet.start();
        System.out.println("event=started role=" + settings.role().word());
        stopped.await();
    }
}

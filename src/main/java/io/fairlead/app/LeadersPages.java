package io.fairlead.app;

import io.fairlead.app.http.Elsewhere;
import io.fairlead.app.http.OrderApi;
import io.fairlead.console.Api;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.replica.ask.Answered;
import io.fairlead.replica.ask.Asked;
import io.fairlead.replica.ask.Asker;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Pages show the same at each daemon: one that follows asks the leader, which has heard all, and gives it the orders
/// that it is given. While that one can't be reached they show what this daemon heard itself, and say so. For all
/// threads.
final class LeadersPages {
    private static final int NOT_FOUND = 404;

    /// What isn't asked of the leader.
    private static final String OF_ONE_DAEMON = GraphApi.PATH + "/" + GraphApi.REPLICA;

    private final BooleanSupplier follows;
    private final Map<String, Api> own = new ConcurrentHashMap<>();
    private volatile @Nullable Asker asker;
    private volatile boolean partial;

    /// @param follows whether another daemon leads, or it isn't known yet
    LeadersPages(BooleanSupplier follows) {
        this.follows = follows;
    }

    void open(Asker leader) {
        asker = leader;
    }

    /// The leader's answers, or this daemon's.
    ///
    /// @param mount path that it is served under
    Api whole(String mount, Api here) {
        own.put(mount, here);
        return question -> leaders(mount, question).orElseGet(() -> here.answer(question));
    }

    /// The leader's answers alone; nothing while this daemon leads, or the leader can't be reached.
    ///
    /// @param here what this daemon says and does as the leader
    Elsewhere ofLeader(DebugApi here) {
        own.put(Elsewhere.PAGES, here);
        own.put(Elsewhere.ORDERS, new OrderApi(here.migration().orders()));
        return this::leaders;
    }

    /// While this daemon follows: whether the last page showed less than all daemons heard.
    boolean isPartial() {
        return partial;
    }

    private Optional<Reply> leaders(String mount, Question question) {
        String path = mount + "/" + question.path();
        if (!follows.getAsBoolean() || path.equals(OF_ONE_DAEMON)) {
            return Optional.empty();
        }
        Asker leader = asker;
        Optional<Answered> said =
                leader == null
                        ? Optional.empty()
                        : leader.ask(new Asked(path, question.parameters()));
        partial = said.isEmpty();
        return said.map(answer -> new Reply(answer.status(), answer.type(), answer.body()));
    }

    /// What this daemon says as the leader.
    Answered answer(Asked asked) {
        for (Map.Entry<String, Api> api : own.entrySet()) {
            String mount = api.getKey() + "/";
            if (asked.path().startsWith(mount)) {
                Reply reply =
                        api.getValue()
                                .answer(
                                        new Question(
                                                asked.path().substring(mount.length()),
                                                asked.parameters()));
                return new Answered(reply.status(), reply.type(), reply.body());
            }
        }
        Reply none = Reply.text(NOT_FOUND, "the leader has no such page");
        return new Answered(none.status(), none.type(), none.body());
    }
}

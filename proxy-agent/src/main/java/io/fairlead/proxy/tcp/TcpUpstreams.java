package io.fairlead.proxy.tcp;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What forwarding asks of the clusters. One belongs to one event loop.
public interface TcpUpstreams {

    /// The cluster of this name, as it is now.
    Optional<Upstream> cluster(String name);

    /// One cluster.
    interface Upstream {
        /// Its settings.
        Cluster settings();

        /// Picks a host for a connection.
        ///
        /// @param originalDestination where the client was going, for clusters whose host that is
        /// @param tried hosts that could not be connected to; another one is better, if there is any
        Pick pick(Address originalDestination, Set<Address> tried);

        /// Connects to a picked host in the way that it wants, TLS included.
        ///
        /// @param bootstrap with all options, but without a handler
        Future<Channel> connect(Bootstrap bootstrap, Address host, ChannelHandler handler);

        /// Writes who a picked host is, and who we are to it.
        ///
        /// @param connection to it; null before there is one
        void describe(Address host, @Nullable Channel connection, RequestRecord record);

        /// The connection to a picked host is there, or isn't. Called once for each [To].
        void onConnect(Address host, boolean success);

        /// A connection that was there is over.
        void onClose(Address host);
    }

    /// What picking comes to.
    sealed interface Pick {}

    /// Connect to this host.
    record To(Address host) implements Pick {}

    /// There is no healthy host.
    record NoHost() implements Pick {}

    /// The cluster has as many connections as it may have.
    record Overflow() implements Pick {}
}

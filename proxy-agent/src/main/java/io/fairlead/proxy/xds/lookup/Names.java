package io.fairlead.proxy.xds.lookup;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Who knows addresses of names. May block.
@FunctionalInterface
public interface Names {
    /// The machine's resolver, by way of the JDK, which remembers answers for 30 s.
    Names SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    List<InetAddress> addresses(String name) throws UnknownHostException;
}

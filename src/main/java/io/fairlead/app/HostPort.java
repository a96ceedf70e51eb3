package io.fairlead.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `HOST:PORT`, `[::1]:PORT`, or `:PORT` for every address.
final class HostPort implements ITypeConverter<InetSocketAddress> {

    private static final int PORT_MAX = 65_535;

    @Override
    public InetSocketAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new TypeConversionException("'" + text + "' is not HOST:PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port < 0 || port > PORT_MAX) {
                throw new TypeConversionException("port " + port + " is not between 0 and 65535");
            }
            return host.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (NumberFormatException _) {
            throw new TypeConversionException("'" + text + "' has no number as port");
        } catch (UnknownHostException _) {
            throw new TypeConversionException("'" + host + "' is no known host");
        }
    }
}

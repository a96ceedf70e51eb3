package io.fairlead.proxy.identity.pem;

import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.util.Arrays;

/// Writes the few kinds of ASN.1 values that a certificate request is made of, in DER (X.690).
public final class Der {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private Der() {}

    /// Values in an order.
    public static byte[] sequence(byte[]... values) {
        return value(SEQUENCE, values);
    }

    /// Values without an order; DER wants them sorted, so callers give one.
    public static byte[] set(byte[] value) {
        return value(SET, value);
    }

    /// A number from 0 to 127.
    public static byte[] integer(int small) {
        if (small < 0 || small > 0x7f) {
            throw new IllegalArgumentException("not a small number: " + small);
        }
        return value(INTEGER, new byte[] {(byte) small});
    }

    /// Bytes as bits.
    public static byte[] bits(byte[] bytes) {
        return value(BIT_STRING, new byte[] {0}, bytes);
    }

    /// Bytes.
    public static byte[] octets(byte[] bytes) {
        return value(OCTET_STRING, bytes);
    }

    /// A value whose kind follows from its number, made of others.
    public static byte[] constructed(int number, byte[] value) {
        return value(CONTEXT | CONSTRUCTED | number, value);
    }

    /// A value whose kind follows from its number, made of bytes.
    public static byte[] primitive(int number, byte[] bytes) {
        return value(CONTEXT | number, bytes);
    }

    /// The null value.
    public static byte[] nothing() {
        return new byte[] {0x05, 0x00};
    }

    /// A name in the tree of names, for example `1.2.840.113549.1.9.14`.
    public static byte[] name(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            // Seven bits a byte, the highest first; all but the last have the eighth bit.
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    out.write(0x80 | (arc >>> shift & 0x7f));
                }
            }
            out.write(arc & 0x7f);
        }
        return value(OBJECT_IDENTIFIER, out.toByteArray());
    }

    /// A key of an older form, put into PKCS#8 by saying what kind it is.
    static byte[] privateKeyInfo(PublicKey of, byte[] key) {
        return sequence(integer(0), algorithm(of.getEncoded()), octets(key));
    }

    /// The first part of a public key's encoding: `SEQUENCE { SEQUENCE algorithm, BIT STRING key }`.
    private static byte[] algorithm(byte[] publicKey) {
        int start = 1 + lengthBytes(publicKey, 1);
        int length = length(publicKey, start + 1);
        return Arrays.copyOfRange(
                publicKey, start, start + 1 + lengthBytes(publicKey, start + 1) + length);
    }

    private static int lengthBytes(byte[] der, int at) {
        return (der[at] & 0x80) == 0 ? 1 : 1 + (der[at] & 0x7f);
    }

    private static int length(byte[] der, int at) {
        if ((der[at] & 0x80) == 0) {
            return der[at];
        }
        int length = 0;
        for (int i = 1; i < lengthBytes(der, at); i++) {
            length = length << 8 | (der[at + i] & 0xff);
        }
        return length;
    }

    private static byte[] value(int kind, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(kind);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

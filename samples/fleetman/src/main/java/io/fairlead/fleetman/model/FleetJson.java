package io.fairlead.fleetman.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fleet's values as JSON and back, by Jackson's streaming half: its data binding would cost each of eight
/// processes more start-up time than all the rest of the service.
public final class FleetJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

    private FleetJson() {}

    /// One position as an object.
    public static String write(VehiclePosition position) {
        return written(out -> writePosition(out, position));
    }

    /// Positions as an array.
    public static String write(Collection<VehiclePosition> positions) {
        return written(out -> {
            out.writeStartArray();
            for (VehiclePosition position : positions) {
                writePosition(out, position);
            }
            out.writeEndArray();
        });
    }

    /// Places as an array of `{lat, lng}`.
    public static String writePlaces(List<Place> places) {
        return written(out -> {
            out.writeStartArray();
            for (Place place : places) {
                out.writeStartObject();
                writePlace(out, place);
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /// A flat object of strings; null stays null.
    ///
    /// @param keysAndValues key, value, key, value …
    public static String object(@Nullable String... keysAndValues) {
        return written(out -> {
            out.writeStartObject();
            for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
                out.writeFieldName(String.valueOf(keysAndValues[i]));
                out.writeString(keysAndValues[i + 1]);
            }
            out.writeEndObject();
        });
    }

    /// The array of positions in this text.
    ///
    /// @throws IllegalArgumentException when it isn't one
    public static List<VehiclePosition> readPositions(String json) {
        try (JsonParser in = FACTORY.createParser(json)) {
            List<VehiclePosition> positions = new ArrayList<>();
            expect(in, JsonToken.START_ARRAY);
            while (in.nextToken() != JsonToken.END_ARRAY) {
                positions.add(readFields(in));
            }
            return List.copyOf(positions);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a list of positions: " + e.getMessage(), e);
        }
    }

    /// The one position in this text.
    ///
    /// @throws IllegalArgumentException when it isn't one
    public static VehiclePosition readPosition(String json) {
        try (JsonParser in = FACTORY.createParser(json)) {
            in.nextToken();
            return readFields(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a position: " + e.getMessage(), e);
        }
    }

    /// The moment as the fleet writes it, for example `2021-06-04T03:04:58.429+0000`.
    public static String timestamp(Instant moment) {
        return TIMESTAMP.format(moment);
    }

    /// The moment that such a text names.
    ///
    /// @throws java.time.DateTimeException when it names none
    public static Instant timestamp(String text) {
        return TIMESTAMP.parse(text, Instant::from);
    }

    private static VehiclePosition readFields(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("expected an object, got " + in.currentToken());
        }
        String name = "";
        double lat = Double.NaN;
        double lng = Double.NaN;
        Instant timestamp = Instant.EPOCH;
        @Nullable Double speed = null;
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            switch (field) {
                case "name" -> name = in.getText();
                case "lat" -> lat = in.getValueAsDouble(Double.NaN);
                case "lng" -> lng = in.getValueAsDouble(Double.NaN);
                case "timestamp" -> timestamp = timestamp(in.getText());
                case "speed" ->
                        speed = value.isNumeric() ? Double.valueOf(in.getDoubleValue()) : null;
                default -> in.skipChildren();
            }
        }
        if (name.isEmpty() || Double.isNaN(lat) || Double.isNaN(lng)) {
            throw new IllegalArgumentException("a position needs name, lat and lng");
        }
        return new VehiclePosition(name, new Place(lat, lng), timestamp, speed);
    }

    private static void writePosition(JsonGenerator out, VehiclePosition position)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("name", position.name());
        writePlace(out, position.place());
        out.writeStringField("timestamp", timestamp(position.timestamp()));
        @Nullable Double speed = position.speed();
        if (speed == null) {
            out.writeNullField("speed");
        } else {
            out.writeNumberField("speed", speed);
        }
        out.writeEndObject();
    }

    private static void writePlace(JsonGenerator out, Place place) throws IOException {
        out.writeNumberField("lat", place.lat());
        out.writeNumberField("lng", place.lng());
    }

    private static void expect(JsonParser in, JsonToken token) throws IOException {
        JsonToken got = in.nextToken();
        if (got != token) {
            throw new IllegalArgumentException("expected " + token + ", got " + got);
        }
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static String written(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return text.toString();
    }
}

package io.fairlead.proxy.supervise.bootstrap;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.stream.Stream;

/// JSON from templates: each `%s` stands for a whole value, which is quoted here.
final class Json {
    private static final Gson GSON = new Gson();

    private Json() {}

    static JsonObject object(String template, Object... values) {
        Object[] quoted = Stream.of(values).map(Json::quoted).toArray();
        return JsonParser.parseString(template.formatted(quoted)).getAsJsonObject();
    }

    static JsonArray array(JsonElement... elements) {
        JsonArray array = new JsonArray();
        Stream.of(elements).forEach(array::add);
        return array;
    }

    private static String quoted(Object value) {
        return value instanceof JsonElement element ? element.toString() : GSON.toJson(value);
    }
}

// Values as people read them.

/** HH:mm:ss of this moment, in the reader's time. */
export const clock = (ms) => new Date(ms).toLocaleTimeString("en-GB");

/** Degrees with a hemisphere would be friendlier, but people paste these into other maps. */
export const place = ({ lat, lng }) => `${lat.toFixed(4)}, ${lng.toFixed(4)}`;

// Questions to the gateway. What is no success is thrown as an ApiError with the gateway's own words.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The JSON at this path below /api. */
export async function ask(path) {
  let response;
  try {
    response = await fetch(`/api${path}`, { headers: { Accept: "application/json" } });
  } catch (error) {
    throw new ApiError(0, error.message);
  }
  if (!response.ok) throw new ApiError(response.status, await reason(response));
  return response.json();
}

async function reason(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).message ?? response.statusText;
  } catch {
    return text.slice(0, 200) || response.statusText;
  }
}

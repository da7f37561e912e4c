// What the browser remembers. A browser that forbids storage remembers nothing, and the page works all the same.

function kept(storage) {
  return {
    get(key) {
      try {
        return storage().getItem(`thulium-mock-${key}`);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) storage().removeItem(`thulium-mock-${key}`);
        else storage().setItem(`thulium-mock-${key}`, value);
      } catch {
        // Nothing depends on it.
      }
    },
  };
}

export const forever = kept(() => localStorage);
export const thisTab = kept(() => sessionStorage);

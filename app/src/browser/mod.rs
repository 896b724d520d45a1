//! What only a browser can do. Called from event handlers and tasks, never while rendering.

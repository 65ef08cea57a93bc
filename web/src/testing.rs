//! For tests of pages: a whole application on a fresh database, and a client that keeps its cookies.

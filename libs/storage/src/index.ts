export { ObjectStore, type StoredObject } from './object-store.js';

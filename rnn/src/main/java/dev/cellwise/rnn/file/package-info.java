/**
 * Model files. Safetensors is the native format: weights with PyTorch's names and layouts, so that
 * both sides read each other's files, and the rest of a model in the file's metadata.
 *
 * <p>A model file is taken for hostile until it is read: every length is checked against the file
 * before memory is taken for it, every count has a cap, whatever is not understood is refused by
 * name. Bad content gives a {@link dev.cellwise.rnn.file.ModelFileException} and nothing else; no
 * class is ever made from a name in a file, and no other file is opened on its behalf.
 *
 * <p>Files are written atomically: to a temporary file in the same folder, forced to the disk, then
 * moved into place.
 */
package dev.cellwise.rnn.file;

/**
 * Model files and data files. Safetensors is the native format of models: weights with PyTorch's
 * names and layouts, so that both sides read each other's files, and the rest of a model in the
 * file's metadata. Data come from NumPy and go back to it.
 *
 * <table>
 * <caption>Which class does what</caption>
 * <tr><td>{@link dev.cellwise.rnn.file.ModelFile}</td><td>a network with its vocabulary, saved and
 * loaded as a {@link dev.cellwise.rnn.file.Model}</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.SafetensorsFile}</td><td>named tensors of floats, such as a
 * PyTorch state dict</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.NpyFile}</td><td>one array of NumPy's</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.NpzFile}</td><td>several, by name</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.TypedArray}</td><td>such an array: a type, a shape, values
 * </td></tr>
 * </table>
 *
 * <p>A file is taken for hostile until it is read: every length is checked against the file before
 * memory is taken for it, every count has a cap, whatever is not understood is refused by name. Bad
 * content gives a {@link dev.cellwise.rnn.file.ModelFileException} and nothing else; no class is
 * ever made from a name in a file, no other file is opened on its behalf, and what is in an archive
 * never becomes a file.
 *
 * <p>Files are written atomically: to a temporary file in the same folder, forced to the disk, then
 * moved into place.
 */
package dev.cellwise.rnn.file;

package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.file.TypedArray;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that change shapes and bring elements to other places, by hand. */
class MoveOperatorsTest {
  private static OperatorCase op(String operator) {
    return OperatorCase.of(operator);
  }

  /** 0, 1, 2, … in a shape. */
  private static OperatorCase op(String operator, int... shape) {
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return OperatorCase.of(operator).in(TypedArray.of(values, shape));
  }

  private static int[] ints(int... all) {
    return all;
  }

  @Test
  void shapes() {
    op("Shape", 2, 3, 1).givesLongs(2, 3, 1);
    op("Shape", 2, 3, 1).with("start", -2).givesLongs(3, 1);
    op("Shape", 2, 3, 1).with("start", 1).with("end", -1).givesLongs(3);
    op("Shape", 2, 3, 1).with("start", 2).with("end", 1).givesLongs();
    op("Shape", 2, 3)
        .opset(13)
        .with("start", 1)
        .isRefused("attribute \"start\": not known of Shape");
    op("Size", 2, 3, 1).givesLongs(ints(), 6);
    op("Identity", 2, 1).gives(ints(2, 1), 0, 1);
  }

  @Test
  void reshaping() {
    op("Reshape", 2, 3).longs(3, 2).gives(ints(3, 2), 0, 1, 2, 3, 4, 5);
    op("Reshape", 2, 3).longs(-1).gives(ints(6), 0, 1, 2, 3, 4, 5);
    op("Reshape", 2, 3).longs(0, 1, -1).gives(ints(2, 1, 3), 0, 1, 2, 3, 4, 5);
    op("Reshape", 0, 3).longs(3, 0).with("allowzero", 1).gives(ints(3, 0));
    op("Reshape", 0, 3).longs(0, 3).gives(ints(0, 3));
    op("Reshape", 2, 3).longs(4, -1).fails("shape: expected one of 6 elements, got [4, -1]");
    op("Reshape", 0, 3).longs(0, -1).fails("shape: expected no -1 beside a dimension of 0");
    op("Reshape", 2, 3).longs(-1, -1).fails("dimension: expected 0 to");
    op("Reshape", 2, 3).longs(0, 0, 0).fails("shape: expected a dimension to be copied");
    op("Reshape", 2, 3).longs(Long.MAX_VALUE, 2).fails("dimension: expected 0 to");
    op("Flatten", 2, 3, 2).gives(ints(2, 6), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    op("Flatten", 2, 3).with("axis", 0).gives(ints(1, 6), 0, 1, 2, 3, 4, 5);
    op("Flatten", 2, 3).with("axis", 2).gives(ints(6, 1), 0, 1, 2, 3, 4, 5);
    op("Flatten", 2, 1, 2).with("axis", -1).gives(ints(2, 2), 0, 1, 2, 3);
  }

  @Test
  void axesOfOne() {
    op("Squeeze", 1, 2, 1).gives(0, 1);
    op("Squeeze", 1, 2, 1).longs(-1).gives(ints(1, 2), 0, 1);
    op("Squeeze", 1, 2, 1).opset(11).axes(0).gives(ints(2, 1), 0, 1);
    op("Squeeze", 1, 2, 1).longs(1).fails("axes: expected those of size 1");
    op("Squeeze", 1, 2, 1).longs(0, -3).fails("axes: expected each once");
    op("Squeeze", 1, 2, 1).axes(0).isRefused("attribute \"axes\": not known of Squeeze");
    op("Unsqueeze", 2).longs(0, -1).gives(ints(1, 2, 1), 0, 1);
    op("Unsqueeze", 2).opset(12).axes(1).gives(ints(2, 1), 0, 1);
    op("Unsqueeze", 2).opset(12).isRefused("attribute axes: expected some, got none");
    op("Unsqueeze", 2).longs(2).fails("axis: expected -2 to 1, got 2");
  }

  @Test
  void transposing() {
    op("Transpose", 2, 3).gives(ints(3, 2), 0, 3, 1, 4, 2, 5);
    op("Transpose", 2, 1, 3)
        .with("perm", new long[] {1, 2, 0})
        .gives(ints(1, 3, 2), 0, 3, 1, 4, 2, 5);
    op("Transpose", 2, 2, 2)
        .with("perm", new long[] {1, 0, 2})
        .gives(ints(2, 2, 2), 0, 1, 4, 5, 2, 3, 6, 7);
    op("Transpose", 2, 0, 3).gives(ints(3, 0, 2));
    op("Transpose").longs(1, 2, 3, 4).shape(2, 2).givesLongs(ints(2, 2), 1, 3, 2, 4);
    op("Transpose", 2, 3).with("perm", new long[] {0, 0}).fails("axes: expected each once");
    op("Transpose", 2, 3).with("perm", new long[] {0}).fails("attribute perm: expected 2 axes");
  }

  @Test
  void joining() {
    op("Concat", 2, 1)
        .floats(5, 6, 7, 8)
        .shape(2, 2)
        .with("axis", 1)
        .gives(ints(2, 3), 0, 5, 6, 1, 7, 8);
    op("Concat", 1, 2).floats(5, 6).shape(1, 2).with("axis", -2).gives(ints(2, 2), 0, 1, 5, 6);
    op("Concat").longs(1).longs().longs(2, 3).with("axis", 0).givesLongs(1, 2, 3);
    op("Concat", 2, 1)
        .floats(5)
        .shape(1, 1)
        .with("axis", 1)
        .fails("shapes that differ along axis 1");
    op("Concat", 2).floats(5).isRefused("attribute axis: expected one, got none");
  }

  @Test
  void dividing() {
    List<TypedArray> two = op("Split", 2, 3).outputs(2).longs(1, 2).with("axis", 1).run();
    assertEquals(TypedArray.of(new float[] {0, 3}, 2, 1), two.get(0));
    assertEquals(TypedArray.of(new float[] {1, 2, 4, 5}, 2, 2), two.get(1));
    List<TypedArray> old =
        op("Split", 3).opset(11).outputs(2).with("split", new long[] {2, 1}).run();
    assertArrayEquals(new float[] {2}, old.get(1).floats());
    List<TypedArray> equal = op("Split", 4).outputs(2).run();
    assertArrayEquals(new float[] {2, 3}, equal.get(1).floats());
    List<TypedArray> uneven = op("Split", 5).opset(18).outputs(3).with("num_outputs", 3).run();
    assertArrayEquals(new float[] {4}, uneven.get(2).floats());
    op("Split", 5).outputs(2).fails("split: expected a size that 2 parts share, got 5");
    op("Split", 5).opset(18).outputs(4).with("num_outputs", 4).fails("a size that 4 parts share");
    op("Split", 5).outputs(2).longs(1, 1).fails("split: expected sizes of 5 together");
    op("Split", 5).opset(18).outputs(2).with("num_outputs", 3).isRefused("attribute num_outputs");
    op("Split", 5).opset(18).outputs(2).isRefused("attribute num_outputs");
  }

  @Test
  void slicing() {
    op("Slice", 5).longs(1).longs(4).gives(1, 2, 3);
    op("Slice", 2, 3).longs(0, -2).longs(1, 99).longs(0, -1).gives(ints(1, 2), 1, 2);
    op("Slice", 5).longs(-1).longs(-6).longs(0).longs(-2).gives(4, 2, 0);
    op("Slice", 5).longs(4).longs(Long.MIN_VALUE).longs(0).longs(-1).gives(4, 3, 2, 1, 0);
    op("Slice", 5).longs(0).longs(Long.MAX_VALUE).longs(0).longs(2).gives(0, 2, 4);
    op("Slice", 5).longs(3).longs(1).gives(ints(0));
    op("Slice", 0).longs(0).longs(1).gives(ints(0));
    op("Slice", 2, 2).longs(0).longs(2).longs(1).longs(-1).gives(ints(2, 0));
    op("Slice", 5)
        .opset(9)
        .with("starts", new long[] {1})
        .with("ends", new long[] {-1})
        .gives(1, 2, 3);
    op("Slice", 2, 3)
        .opset(9)
        .with("starts", new long[] {1})
        .with("ends", new long[] {2})
        .axes(1)
        .gives(ints(2, 1), 1, 4);
    op("Slice", 5).longs(0).longs(1).longs(0).longs(0).fails("steps: expected none of 0");
    op("Slice", 5).longs(0, 1).longs(1).fails("slices: expected as many");
    op("Slice", 5)
        .opset(9)
        .with("starts", new long[] {1})
        .isRefused("attributes: expected starts and ends");
  }

  @Test
  void choosing() {
    op("Gather", 3, 2).longs(2, 0, -3).gives(ints(3, 2), 4, 5, 0, 1, 0, 1);
    op("Gather", 3, 2).longs(1).shape().gives(2, 3);
    op("Gather", 3, 2)
        .longs(1, 0)
        .shape(1, 2)
        .with("axis", 1)
        .gives(ints(3, 1, 2), 1, 0, 3, 2, 5, 4);
    op("Gather", 3, 2).in(TypedArray.of(new int[] {1}, 1)).gives(ints(1, 2), 2, 3);
    op("Gather", 3, 2).longs(3).fails("indices: expected -3 to 2, got 3");
    op("Gather", 3, 2).floats(1).isRefused("input 2: expected one of type int32, int64, got float");
    op("GatherElements", 2, 2)
        .longs(0, 0, 1, -2)
        .shape(2, 2)
        .with("axis", 1)
        .gives(ints(2, 2), 0, 0, 3, 2);
    op("GatherElements", 3, 2).longs(2, 0).shape(1, 2).gives(ints(1, 2), 4, 1);
    op("GatherElements", 3, 2).longs(2, 0).fails("indices: expected a shape within");
    op("GatherElements", 3, 2).longs(3, 0).shape(1, 2).fails("indices: expected -3 to 2, got 3");
  }

  @Test
  void repeating() {
    op("Expand", 2, 1).longs(2, 3).gives(ints(2, 3), 0, 0, 0, 1, 1, 1);
    op("Expand", 2, 1).longs(2, 1, 1).gives(ints(2, 2, 1), 0, 1, 0, 1);
    op("Expand", 3).longs(1).gives(0, 1, 2);
    op("Expand", 3).longs(2).fails("shapes: expected those that stretch to one");
    op("Expand", 3).longs(-1).fails("dimension: expected 0 to");
    op("Tile", 1, 2).longs(2, 2).gives(ints(2, 4), 0, 1, 0, 1, 0, 1, 0, 1);
    op("Tile", 2).longs(0).gives(ints(0));
    op("Tile", 2).longs(1, 1).fails("repeats: expected one for each of 1 axes, got 2");
  }

  @Test
  void padding() {
    op("Pad", 2, 2)
        .longs(0, 1, 1, 0)
        .floats(9)
        .shape()
        .gives(ints(3, 3), 9, 0, 1, 9, 2, 3, 9, 9, 9);
    op("Pad", 3).longs(-1, 2).gives(1, 2, 0, 0);
    op("Pad", 2, 2).opset(18).longs(1, 0).in(null).longs(-1).gives(ints(2, 3), 0, 0, 1, 0, 2, 3);
    op("Pad", 2).opset(10).with("pads", new long[] {1, 0}).with("value", 5f).gives(5, 0, 1);
    op("Pad", 2)
        .longs(1, 1)
        .with("mode", "reflect")
        .isRefused("attribute mode: expected constant, got reflect");
    op("Pad", 2).longs(1).fails("pads: expected 2 numbers, got 1");
    op("Pad", 2).longs(-3, 0).fails("dimension: expected 0 to");
  }

  @Test
  void filling() {
    op("ConstantOfShape").longs(2, 2).gives(ints(2, 2), 0, 0, 0, 0);
    op("ConstantOfShape").longs(2).with("value", TypedArray.of(new long[] {7}, 1)).givesLongs(7, 7);
    op("ConstantOfShape").longs().with("value", TypedArray.of(new float[] {7}, 1)).gives(ints(), 7);
    op("ConstantOfShape")
        .longs(2)
        .with("value", TypedArray.of(new long[] {7, 8}, 2))
        .isRefused("attribute value: expected one element");
    op("Range").longs(1).shape().longs(6).shape().longs(2).shape().givesLongs(1, 3, 5);
    op("Range").longs(3).shape().longs(0).shape().longs(-2).shape().givesLongs(3, 1);
    op("Range").longs(3).shape().longs(0).shape().longs(1).shape().givesLongs();
    op("Range").floats(0).shape().floats(1).shape().floats(0.4f).shape().gives(0, 0.4f, 0.8f);
    op("Range")
        .longs(0)
        .shape()
        .longs(1)
        .shape()
        .longs(0)
        .shape()
        .fails("delta: expected none of 0");
    op("Range")
        .floats(0)
        .shape()
        .floats(1)
        .shape()
        .floats(0)
        .shape()
        .fails("range: expected as many");
    op("Range")
        .longs(Long.MIN_VALUE)
        .shape()
        .longs(Long.MAX_VALUE)
        .shape()
        .longs(1)
        .shape()
        .fails("range: expected as many");
    op("OneHot")
        .longs(1, -1, 5)
        .longs(3)
        .shape()
        .floats(0, 1)
        .gives(ints(3, 3), 0, 1, 0, 0, 0, 1, 0, 0, 0);
    op("OneHot")
        .longs(1, 0)
        .longs(2)
        .shape()
        .floats(-1, 2)
        .with("axis", 0)
        .gives(ints(2, 2), -1, 2, 2, -1);
  }

  /** Version 9 had no indices from the end. */
  @Test
  void negativeIndicesOfOneHot() {
    op("OneHot").opset(10).longs(1, -1).longs(2).floats(0, 1).gives(ints(2, 2), 0, 1, 0, 0);
    op("OneHot").opset(11).longs(1, -1).longs(2).floats(0, 1).gives(ints(2, 2), 0, 1, 0, 1);
  }

  @Test
  void constants() {
    op("Constant").with("value", TypedArray.of(new float[] {1, 2}, 2)).gives(1, 2);
    op("Constant").opset(7).with("value", TypedArray.of(new long[] {3}, 1)).givesLongs(3);
    op("Constant").with("value_float", 1.5f).gives(ints(), 1.5f);
    op("Constant").with("value_floats", new float[] {1.5f, 2}).gives(1.5f, 2);
    op("Constant").with("value_int", 7).givesLongs(ints(), 7);
    op("Constant").with("value_ints", new long[] {7, 8}).givesLongs(7, 8);
    op("Constant").opset(11).with("value_int", 7).isRefused("expected version 12 or later");
    op("Constant")
        .with("value_string", "text")
        .isRefused("attributes: expected value, value_float");
    op("Constant")
        .with("value_int", 7)
        .with("value_float", 7f)
        .isRefused("attribute \"value_int\": not known of Constant");
    op("Constant").isRefused("attributes: expected value, value_float");
  }

  @Test
  void turningRows() {
    op("ReverseSequence", 3, 2).longs(3, 2).gives(ints(3, 2), 4, 3, 2, 1, 0, 5);
    op("ReverseSequence", 2, 3)
        .longs(3, 1)
        .with("time_axis", 1)
        .with("batch_axis", 0)
        .gives(ints(2, 3), 2, 1, 0, 3, 4, 5);
    op("ReverseSequence", 3, 2).longs(4, 2).fails("sequence_lens: expected 0 to 3, got 4");
    op("ReverseSequence", 3, 2)
        .longs(3, 2)
        .with("time_axis", 1)
        .isRefused("axes: expected time and batch as 0 and 1");
  }

  /** In inference it does nothing; a mask is not made, training is refused. */
  @Test
  void dropout() {
    op("Dropout", 2).gives(0, 1);
    op("Dropout", 2).opset(7).with("ratio", 0.9f).gives(0, 1);
    op("Dropout", 2).floats(0.5f).shape().in(TypedArray.of(new boolean[] {false})).gives(0, 1);
    op("Dropout", 2)
        .floats(0.5f)
        .shape()
        .in(TypedArray.of(new boolean[] {true}))
        .fails("training_mode: expected false, got true");
    op("Dropout", 2)
        .floats(0.5f)
        .shape()
        .truths(false, true)
        .fails("training_mode: expected false, got true");
    op("Dropout", 2).outputs(2).isRefused("outputs: expected at most 1");
  }

  @Test
  void sizesForOtherOutputsThanThereAre() {
    op("Split")
        .outputs(3)
        .floats(1, 2, 3, 4, 5)
        .longs(2, 3)
        .fails("split: expected a size for each");
    op("Split").outputs(2).floats(1, 2, 3).longs(1, 1, 1).fails("a size for each of 2 outputs");
    op("Split")
        .opset(11)
        .outputs(2)
        .with("split", new long[] {1, 1, 1})
        .floats(1, 2, 3)
        .fails("a size for each of 2 outputs");
  }

  @Test
  void inputsThatAreLeftOut() {
    for (String operator : List.of("Sum", "Max", "Concat")) {
      op(operator).floats(1).in(null).floats(2).isRefused("none as number 2");
    }
  }

  /** What -1 stands for must be said by the others. */
  @Test
  void reshapingNothing() {
    op("Reshape")
        .floats()
        .shape(0, 4)
        .longs(0, -1)
        .fails("shape: expected no -1 beside a dimension of 0");
    op("Reshape").floats().shape(0, 4).longs(-1, 2).gives(new int[] {0, 2});
  }
}

// Generated from the schema by `npm run docs`: do not edit.

/** What `kernelInitializer` and options like it accept. */
export type InitializerInput =
  | 'glorotUniform'
  | 'glorotNormal'
  | 'heUniform'
  | 'heNormal'
  | 'lecunUniform'
  | 'lecunNormal'
  | 'zeros'
  | 'ones'
  | 'constant'
  | 'randomNormal'
  | 'truncatedNormal'
  | 'randomUniform'
  | 'orthogonal'
  | 'varianceScaling'
  | {
      /** Kind of the value. */
      readonly type:
        | 'glorotUniform'
        | 'glorotNormal'
        | 'heUniform'
        | 'heNormal'
        | 'lecunUniform'
        | 'lecunNormal'
        | 'zeros'
        | 'ones';
    }
  | {
      /** Kind of the value. */
      readonly type: 'constant';
      /** Value of all weights. Default: `0`. */
      readonly value?: number | undefined;
    }
  | {
      /** Kind of the value. */
      readonly type: 'randomNormal' | 'truncatedNormal';
      /** Mean of the values. Default: `0`. */
      readonly mean?: number | undefined;
      /** Standard deviation before truncation. Default: `0.05`. */
      readonly stddev?: number | undefined;
    }
  | {
      /** Kind of the value. */
      readonly type: 'randomUniform';
      /** Lower bound of the values. Default: `-0.05`. */
      readonly minval?: number | undefined;
      /** Upper bound of the values. Default: `0.05`. */
      readonly maxval?: number | undefined;
    }
  | {
      /** Kind of the value. */
      readonly type: 'orthogonal';
      /** Factor to multiply the orthogonal matrix by. Default: `1`. */
      readonly gain?: number | undefined;
    }
  | {
      /** Kind of the value. */
      readonly type: 'varianceScaling';
      /** Scale of the variance, which is divided by the number selected by `mode`. Default: `1`. */
      readonly scale?: number | undefined;
      /** What to divide the variance by: the number of inputs of a unit, of outputs, or their mean. Default: `"fanIn"`. */
      readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg' | undefined;
      /** Distribution of the values. Default: `"truncatedNormal"`. */
      readonly distribution?: 'truncatedNormal' | 'untruncatedNormal' | 'uniform' | undefined;
    };

/** What `kernelRegularizer` and options like it accept. */
export type RegularizerInput =
  | false
  | {
      /** Factor of the sum of absolute values (default: 0). */
      readonly l1?: number | undefined;
      /** Factor of the sum of squares (default: 0). */
      readonly l2?: number | undefined;
    };

/** What `kernelConstraint` and options like it accept. */
export type ConstraintInput =
  | false
  | 'nonNegative'
  | 'unitNorm'
  | 'maxNorm'
  | 'minMaxNorm'
  | {
      /** Kind of the value. */
      readonly type: 'nonNegative' | 'unitNorm';
    }
  | {
      /** Kind of the value. */
      readonly type: 'maxNorm';
      /** Largest norm of the weights of a unit. Default: `2`. */
      readonly maxValue?: number | undefined;
    }
  | {
      /** Kind of the value. */
      readonly type: 'minMaxNorm';
      /** Smallest norm of the weights of a unit. Default: `0`. */
      readonly minValue?: number | undefined;
      /** Largest norm of the weights of a unit. Default: `1`. */
      readonly maxValue?: number | undefined;
      /** Fraction of the distance to the bound that each update corrects. Default: `1`. */
      readonly rate?: number | undefined;
    };

/** What `activation` and options like it accept. */
export type ActivationInput =
  | 'linear'
  | 'relu'
  | 'relu6'
  | 'selu'
  | 'sigmoid'
  | 'hardSigmoid'
  | 'tanh'
  | 'softplus'
  | 'softsign'
  | 'swish'
  | 'gelu'
  | 'mish'
  | 'softmax'
  | 'leakyReLU'
  | 'elu'
  | 'prelu'
  | {
      /** Kind of the value. */
      readonly type:
        | 'linear'
        | 'relu'
        | 'relu6'
        | 'selu'
        | 'sigmoid'
        | 'hardSigmoid'
        | 'tanh'
        | 'softplus'
        | 'softsign'
        | 'swish'
        | 'gelu'
        | 'mish'
        | 'softmax';
    }
  | {
      /** Kind of the value. */
      readonly type: 'leakyReLU';
      /** Factor for negative values. Default: `0.2`. */
      readonly slope?: number | undefined;
    }
  | {
      /** Kind of the value. */
      readonly type: 'elu';
      /** Large negative inputs saturate at −alpha. Default: `1`. */
      readonly alpha?: number | undefined;
    }
  | {
      /** Kind of the value. */
      readonly type: 'prelu';
      /** Initial values of the slopes. Default: `"zeros"`. */
      readonly alphaInitializer?: InitializerInput | undefined;
      /** Whether all values of a channel share one slope, instead of having separate slopes. Default: `false`. */
      readonly shared?: boolean | undefined;
    };

/** What `batchNorm` and options like it accept. */
export type BatchNormInput =
  | boolean
  | {
      /** Decay of the moving statistics per training step. Default: `0.99`. */
      readonly momentum?: number | undefined;
      /** Small constant added to the variance, to avoid division by zero. Default: `0.001`. */
      readonly epsilon?: number | undefined;
      /** Whether to add a learned offset (beta) to each channel. Default: `true`. */
      readonly center?: boolean | undefined;
      /** Whether to multiply each channel by a learned scale (gamma). Default: `true`. */
      readonly scale?: boolean | undefined;
    };

/** What `pool` and options like it accept. */
export type PoolInput =
  | false
  | number
  | readonly [number, number]
  | {
      /** Whether to output the largest value of a window or its mean. Default: `"max"`. */
      readonly type?: 'max' | 'average' | undefined;
      /** Height and width of the window. Default: `2`. */
      readonly size?: number | readonly [number, number] | undefined;
      /** Rows and columns from one window to the next (default: the size). */
      readonly stride?: number | readonly [number, number] | undefined;
      /** "valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up. Default: `"valid"`. */
      readonly padding?: 'valid' | 'same' | undefined;
    };

/** Options of the block `conv`. */
export interface ConvOptions {
  /** Number of output channels, or `classes` for the number of classes. */
  readonly filters?: number | 'classes' | undefined;
  /** Height and width of the kernel. */
  readonly kernel?: number | readonly [number, number] | undefined;
  /** Rows and columns from one window to the next. Default: `1`. */
  readonly stride?: number | readonly [number, number] | undefined;
  /** "valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up. Default: `"valid"`. */
  readonly padding?: 'valid' | 'same' | undefined;
  /** Rows and columns from one value of the kernel to the next; 1 means no gaps. Default: `1`. */
  readonly dilation?: number | readonly [number, number] | undefined;
  /** Initial values of the kernel. Default: `"glorotUniform"`. */
  readonly kernelInitializer?: InitializerInput | undefined;
  /** Penalty on the kernel that is added to the loss. Default: `false`. */
  readonly kernelRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the kernel after every update. Default: `false`. */
  readonly kernelConstraint?: ConstraintInput | undefined;
  /** Whether to add a bias to each output. Default: `true`. */
  readonly bias?: boolean | undefined;
  /** Initial values of the bias. Default: `"zeros"`. */
  readonly biasInitializer?: InitializerInput | undefined;
  /** Penalty on the bias that is added to the loss. Default: `false`. */
  readonly biasRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the bias after every update. Default: `false`. */
  readonly biasConstraint?: ConstraintInput | undefined;
  /** The activation, by name or with options. Default: `"linear"`. */
  readonly activation?: ActivationInput | undefined;
  /** Whether to normalize each channel over the batch: true, false, or options. Default: `false`. */
  readonly batchNorm?: BatchNormInput | undefined;
  /** Fraction of the values to set to zero in each training step. Default: `0`. */
  readonly dropout?: number | undefined;
  /** A pool after the convolution: its size, its options, or false. Default: `false`. */
  readonly pool?: PoolInput | undefined;
  /** Order of the parts: each of conv, batchNorm, activation, pool, dropout once. Default: `["conv","batchNorm","activation","pool","dropout"]`. */
  readonly order?: readonly ('conv' | 'batchNorm' | 'activation' | 'pool' | 'dropout')[] | undefined;
}

/** Options of the block `depthwiseConv`. */
export interface DepthwiseConvOptions {
  /** Height and width of the kernel. */
  readonly kernel?: number | readonly [number, number] | undefined;
  /** Rows and columns from one window to the next. Default: `1`. */
  readonly stride?: number | readonly [number, number] | undefined;
  /** "valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up. Default: `"valid"`. */
  readonly padding?: 'valid' | 'same' | undefined;
  /** Rows and columns from one value of the kernel to the next; 1 means no gaps. Default: `1`. */
  readonly dilation?: number | readonly [number, number] | undefined;
  /** Number of output channels of the depthwise step per input channel. Default: `1`. */
  readonly depthMultiplier?: number | undefined;
  /** Initial values of the depthwise kernel. Default: `"glorotUniform"`. */
  readonly depthwiseInitializer?: InitializerInput | undefined;
  /** Penalty on the depthwise kernel that is added to the loss. Default: `false`. */
  readonly depthwiseRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the depthwise kernel after every update. Default: `false`. */
  readonly depthwiseConstraint?: ConstraintInput | undefined;
  /** Whether to add a bias to each output. Default: `true`. */
  readonly bias?: boolean | undefined;
  /** Initial values of the bias. Default: `"zeros"`. */
  readonly biasInitializer?: InitializerInput | undefined;
  /** Penalty on the bias that is added to the loss. Default: `false`. */
  readonly biasRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the bias after every update. Default: `false`. */
  readonly biasConstraint?: ConstraintInput | undefined;
  /** The activation, by name or with options. Default: `"linear"`. */
  readonly activation?: ActivationInput | undefined;
  /** Whether to normalize each channel over the batch: true, false, or options. Default: `false`. */
  readonly batchNorm?: BatchNormInput | undefined;
  /** Fraction of the values to set to zero in each training step. Default: `0`. */
  readonly dropout?: number | undefined;
  /** A pool after the convolution: its size, its options, or false. Default: `false`. */
  readonly pool?: PoolInput | undefined;
  /** Order of the parts: each of conv, batchNorm, activation, pool, dropout once. Default: `["conv","batchNorm","activation","pool","dropout"]`. */
  readonly order?: readonly ('conv' | 'batchNorm' | 'activation' | 'pool' | 'dropout')[] | undefined;
}

/** Options of the block `separableConv`. */
export interface SeparableConvOptions {
  /** Number of output channels, or `classes` for the number of classes. */
  readonly filters?: number | 'classes' | undefined;
  /** Height and width of the kernel. */
  readonly kernel?: number | readonly [number, number] | undefined;
  /** Rows and columns from one window to the next. Default: `1`. */
  readonly stride?: number | readonly [number, number] | undefined;
  /** "valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up. Default: `"valid"`. */
  readonly padding?: 'valid' | 'same' | undefined;
  /** Rows and columns from one value of the kernel to the next; 1 means no gaps. Default: `1`. */
  readonly dilation?: number | readonly [number, number] | undefined;
  /** Number of output channels of the depthwise step per input channel. Default: `1`. */
  readonly depthMultiplier?: number | undefined;
  /** Initial values of the depthwise kernel. Default: `"glorotUniform"`. */
  readonly depthwiseInitializer?: InitializerInput | undefined;
  /** Penalty on the depthwise kernel that is added to the loss. Default: `false`. */
  readonly depthwiseRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the depthwise kernel after every update. Default: `false`. */
  readonly depthwiseConstraint?: ConstraintInput | undefined;
  /** Initial values of the pointwise kernel. Default: `"glorotUniform"`. */
  readonly pointwiseInitializer?: InitializerInput | undefined;
  /** Penalty on the pointwise kernel that is added to the loss. Default: `false`. */
  readonly pointwiseRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the pointwise kernel after every update. Default: `false`. */
  readonly pointwiseConstraint?: ConstraintInput | undefined;
  /** Whether to add a bias to each output. Default: `true`. */
  readonly bias?: boolean | undefined;
  /** Initial values of the bias. Default: `"zeros"`. */
  readonly biasInitializer?: InitializerInput | undefined;
  /** Penalty on the bias that is added to the loss. Default: `false`. */
  readonly biasRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the bias after every update. Default: `false`. */
  readonly biasConstraint?: ConstraintInput | undefined;
  /** The activation, by name or with options. Default: `"linear"`. */
  readonly activation?: ActivationInput | undefined;
  /** Whether to normalize each channel over the batch: true, false, or options. Default: `false`. */
  readonly batchNorm?: BatchNormInput | undefined;
  /** Fraction of the values to set to zero in each training step. Default: `0`. */
  readonly dropout?: number | undefined;
  /** A pool after the convolution: its size, its options, or false. Default: `false`. */
  readonly pool?: PoolInput | undefined;
  /** Order of the parts: each of conv, batchNorm, activation, pool, dropout once. Default: `["conv","batchNorm","activation","pool","dropout"]`. */
  readonly order?: readonly ('conv' | 'batchNorm' | 'activation' | 'pool' | 'dropout')[] | undefined;
}

/** Options of the block `convTranspose`. */
export interface ConvTransposeOptions {
  /** Number of output channels, or `classes` for the number of classes. */
  readonly filters?: number | 'classes' | undefined;
  /** Height and width of the kernel. */
  readonly kernel?: number | readonly [number, number] | undefined;
  /** Factor by which the height and width grow. Default: `1`. */
  readonly stride?: number | readonly [number, number] | undefined;
  /** "valid" keeps everything that the kernel reaches; "same" outputs the input size times the stride. Default: `"valid"`. */
  readonly padding?: 'valid' | 'same' | undefined;
  /** Rows and columns from one value of the kernel to the next; 1 means no gaps. Default: `1`. */
  readonly dilation?: number | readonly [number, number] | undefined;
  /** Initial values of the kernel. Default: `"glorotUniform"`. */
  readonly kernelInitializer?: InitializerInput | undefined;
  /** Penalty on the kernel that is added to the loss. Default: `false`. */
  readonly kernelRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the kernel after every update. Default: `false`. */
  readonly kernelConstraint?: ConstraintInput | undefined;
  /** Whether to add a bias to each output. Default: `true`. */
  readonly bias?: boolean | undefined;
  /** Initial values of the bias. Default: `"zeros"`. */
  readonly biasInitializer?: InitializerInput | undefined;
  /** Penalty on the bias that is added to the loss. Default: `false`. */
  readonly biasRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the bias after every update. Default: `false`. */
  readonly biasConstraint?: ConstraintInput | undefined;
  /** The activation, by name or with options. Default: `"linear"`. */
  readonly activation?: ActivationInput | undefined;
  /** Whether to normalize each channel over the batch: true, false, or options. Default: `false`. */
  readonly batchNorm?: BatchNormInput | undefined;
  /** Fraction of the values to set to zero in each training step. Default: `0`. */
  readonly dropout?: number | undefined;
  /** A pool after the convolution: its size, its options, or false. Default: `false`. */
  readonly pool?: PoolInput | undefined;
  /** Order of the parts: each of conv, batchNorm, activation, pool, dropout once. Default: `["conv","batchNorm","activation","pool","dropout"]`. */
  readonly order?: readonly ('conv' | 'batchNorm' | 'activation' | 'pool' | 'dropout')[] | undefined;
}

/** Options of the block `maxPool`. */
export interface MaxPoolOptions {
  /** Height and width of the window. Default: `2`. */
  readonly size?: number | readonly [number, number] | undefined;
  /** Rows and columns from one window to the next (default: the size). */
  readonly stride?: number | readonly [number, number] | undefined;
  /** "valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up. Default: `"valid"`. */
  readonly padding?: 'valid' | 'same' | undefined;
}

/** Options of the block `averagePool`. */
export interface AveragePoolOptions {
  /** Height and width of the window. Default: `2`. */
  readonly size?: number | readonly [number, number] | undefined;
  /** Rows and columns from one window to the next (default: the size). */
  readonly stride?: number | readonly [number, number] | undefined;
  /** "valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up. Default: `"valid"`. */
  readonly padding?: 'valid' | 'same' | undefined;
}

/** Options of the block `globalMaxPool`. */
export interface GlobalMaxPoolOptions {
  /** Whether to output [1, 1, channels] instead of [channels]. Default: `false`. */
  readonly keepDimensions?: boolean | undefined;
}

/** Options of the block `globalAveragePool`. */
export interface GlobalAveragePoolOptions {
  /** Whether to output [1, 1, channels] instead of [channels]. Default: `false`. */
  readonly keepDimensions?: boolean | undefined;
}

/** Options of the block `batchNorm`. */
export interface BatchNormOptions {
  /** Decay of the moving statistics per training step. Default: `0.99`. */
  readonly momentum?: number | undefined;
  /** Small constant added to the variance, to avoid division by zero. Default: `0.001`. */
  readonly epsilon?: number | undefined;
  /** Whether to add a learned offset (beta) to each channel. Default: `true`. */
  readonly center?: boolean | undefined;
  /** Whether to multiply each channel by a learned scale (gamma). Default: `true`. */
  readonly scale?: boolean | undefined;
}

/** Options of the block `layerNorm`. */
export interface LayerNormOptions {
  /** Small constant added to the variance, to avoid division by zero. Default: `0.001`. */
  readonly epsilon?: number | undefined;
  /** Whether to add a learned offset (beta) to each channel. Default: `true`. */
  readonly center?: boolean | undefined;
  /** Whether to multiply each channel by a learned scale (gamma). Default: `true`. */
  readonly scale?: boolean | undefined;
}

/** Options of the block `activation`. */
export interface ActivationOptions {
  /** The activation: its name, or `{ type, … }` with its options. */
  readonly function?:
    | 'linear'
    | 'relu'
    | 'relu6'
    | 'selu'
    | 'sigmoid'
    | 'hardSigmoid'
    | 'tanh'
    | 'softplus'
    | 'softsign'
    | 'swish'
    | 'gelu'
    | 'mish'
    | 'softmax'
    | 'leakyReLU'
    | 'elu'
    | {
        /** Kind of the value. */
        readonly type:
          | 'linear'
          | 'relu'
          | 'relu6'
          | 'selu'
          | 'sigmoid'
          | 'hardSigmoid'
          | 'tanh'
          | 'softplus'
          | 'softsign'
          | 'swish'
          | 'gelu'
          | 'mish'
          | 'softmax';
      }
    | {
        /** Kind of the value. */
        readonly type: 'leakyReLU';
        /** Factor for negative values. Default: `0.2`. */
        readonly slope?: number | undefined;
      }
    | {
        /** Kind of the value. */
        readonly type: 'elu';
        /** Large negative inputs saturate at −alpha. Default: `1`. */
        readonly alpha?: number | undefined;
      }
    | undefined;
}

/** Options of the block `prelu`. */
export interface PreluOptions {
  /** Initial values of the slopes. Default: `"zeros"`. */
  readonly alphaInitializer?: InitializerInput | undefined;
  /** Whether all values of a channel share one slope, instead of having separate slopes. Default: `false`. */
  readonly shared?: boolean | undefined;
}

/** Options of the block `dropout`. */
export interface DropoutOptions {
  /** Fraction to set to zero in each training step. */
  readonly rate?: number | undefined;
}

/** Options of the block `spatialDropout`. */
export interface SpatialDropoutOptions {
  /** Fraction to set to zero in each training step. */
  readonly rate?: number | undefined;
}

/** Options of the block `zeroPadding`. */
export interface ZeroPaddingOptions {
  /** Rows and columns to add: a number, [rows, columns] or [[top, bottom], [left, right]]. Default: `1`. */
  readonly padding?:
    | number
    | readonly [number, number]
    | readonly [readonly [number, number], readonly [number, number]]
    | undefined;
}

/** Options of the block `cropping`. */
export interface CroppingOptions {
  /** Rows and columns to remove: a number, [rows, columns] or [[top, bottom], [left, right]]. */
  readonly cropping?:
    | number
    | readonly [number, number]
    | readonly [readonly [number, number], readonly [number, number]]
    | undefined;
}

/** Options of the block `upsampling`. */
export interface UpsamplingOptions {
  /** Factors for height and width. Default: `2`. */
  readonly size?: number | readonly [number, number] | undefined;
  /** Whether to repeat values (nearest) or to blend them (bilinear). Default: `"nearest"`. */
  readonly interpolation?: 'nearest' | 'bilinear' | undefined;
}

/** Options of the block `flatten`. */
export type FlattenOptions = Record<never, never>;

/** Options of the block `reshape`. */
export interface ReshapeOptions {
  /** [height, width, channels] or [values]; one size may be -1, to infer it. */
  readonly shape?: readonly (number | -1)[] | undefined;
}

/** Options of the block `dense`. */
export interface DenseOptions {
  /** Number of output values, or `classes` for the number of classes. */
  readonly units?: number | 'classes' | undefined;
  /** Initial values of the kernel. Default: `"glorotUniform"`. */
  readonly kernelInitializer?: InitializerInput | undefined;
  /** Penalty on the kernel that is added to the loss. Default: `false`. */
  readonly kernelRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the kernel after every update. Default: `false`. */
  readonly kernelConstraint?: ConstraintInput | undefined;
  /** Whether to add a bias to each output. Default: `true`. */
  readonly bias?: boolean | undefined;
  /** Initial values of the bias. Default: `"zeros"`. */
  readonly biasInitializer?: InitializerInput | undefined;
  /** Penalty on the bias that is added to the loss. Default: `false`. */
  readonly biasRegularizer?: RegularizerInput | undefined;
  /** Constraint applied to the bias after every update. Default: `false`. */
  readonly biasConstraint?: ConstraintInput | undefined;
  /** The activation, by name or with options. Default: `"linear"`. */
  readonly activation?: ActivationInput | undefined;
  /** Whether to normalize each channel over the batch: true, false, or options. Default: `false`. */
  readonly batchNorm?: BatchNormInput | undefined;
  /** Fraction of the values to set to zero in each training step. Default: `0`. */
  readonly dropout?: number | undefined;
  /** Order of the parts: each of dense, batchNorm, activation, dropout once. Default: `["dense","batchNorm","activation","dropout"]`. */
  readonly order?: readonly ('dense' | 'batchNorm' | 'activation' | 'dropout')[] | undefined;
}

/** Options of the block `add`. */
export type AddOptions = Record<never, never>;

/** Options of the block `multiply`. */
export type MultiplyOptions = Record<never, never>;

/** Options of the block `concat`. */
export type ConcatOptions = Record<never, never>;

/** The options of the blocks, by type. */
export interface BlockOptions {
  /** A 2D convolution, optionally followed by batch norm, activation, pool and dropout (see `order`). */
  readonly conv: ConvOptions;
  /** A separate 2D convolution of each channel, optionally followed by batch norm, activation, pool and dropout (see `order`). */
  readonly depthwiseConv: DepthwiseConvOptions;
  /** A separate 2D convolution of each channel and a 1×1 convolution that mixes the channels, optionally followed by batch norm, activation, pool and dropout (see `order`). */
  readonly separableConv: SeparableConvOptions;
  /** A transposed 2D convolution, which enlarges feature maps, optionally followed by batch norm, activation, pool and dropout (see `order`). */
  readonly convTranspose: ConvTransposeOptions;
  /** Outputs the largest value of each window. */
  readonly maxPool: MaxPoolOptions;
  /** Outputs the mean of each window, without padding. */
  readonly averagePool: AveragePoolOptions;
  /** Outputs the largest value of each channel. */
  readonly globalMaxPool: GlobalMaxPoolOptions;
  /** Outputs the mean of each channel. */
  readonly globalAveragePool: GlobalAveragePoolOptions;
  /** Normalizes each channel over the batch. */
  readonly batchNorm: BatchNormOptions;
  /** Normalizes over the channels at each position of an image, in training and at inference. */
  readonly layerNorm: LayerNormOptions;
  /** Applies an activation to each value (softmax: to all channels together). */
  readonly activation: ActivationOptions;
  /** Multiplies negative values by learned slopes. */
  readonly prelu: PreluOptions;
  /** During training, sets a random fraction of the values to zero and scales up the others. */
  readonly dropout: DropoutOptions;
  /** During training, sets a random fraction of the channels to zero and scales up the others. */
  readonly spatialDropout: SpatialDropoutOptions;
  /** Adds rows and columns of zeros around a feature map. */
  readonly zeroPadding: ZeroPaddingOptions;
  /** Removes rows and columns at the borders of a feature map. */
  readonly cropping: CroppingOptions;
  /** Enlarges a feature map by whole factors. */
  readonly upsampling: UpsamplingOptions;
  /** Converts a feature map to a vector, in the order height, width, channels. */
  readonly flatten: FlattenOptions;
  /** Changes the shape and keeps all values, in the order height, width, channels. */
  readonly reshape: ReshapeOptions;
  /** A fully connected layer, optionally followed by batch norm, activation and dropout (see `order`). */
  readonly dense: DenseOptions;
  /** Adds inputs of the same shape. */
  readonly add: AddOptions;
  /** Multiplies inputs value by value; sizes of 1 are broadcast to those of the other inputs. */
  readonly multiply: MultiplyOptions;
  /** Concatenates inputs of the same height and width along their channels. */
  readonly concat: ConcatOptions;
}
